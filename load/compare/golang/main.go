// The reference server in Go: gorilla/websocket as a good team would use it. See ../README.md for what it does.
package main

import (
	"flag"
	"log"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

const (
	subprotocol      = "chorus.v1"
	handshakeTimeout = 10 * time.Second
)

// The read and write buffers are the sockets' own but small; idle sockets share write buffers through the pool.
var upgrader = websocket.Upgrader{
	HandshakeTimeout: handshakeTimeout,
	ReadBufferSize:   1024,
	WriteBufferSize:  1024,
	WriteBufferPool:  writeBuffers,
	Subprotocols:     []string{subprotocol},
	CheckOrigin:      func(*http.Request) bool { return true },
}

func main() {
	port := flag.Int("port", 8080, "where to listen, on loopback")
	flag.Parse()

	hub := newHub()
	mux := http.NewServeMux()
	mux.HandleFunc("/ws/v1/conversations/", func(w http.ResponseWriter, r *http.Request) { serve(hub, w, r) })
	server := &http.Server{
		Addr:              "127.0.0.1:" + strconv.Itoa(*port),
		Handler:           mux,
		ReadHeaderTimeout: handshakeTimeout,
	}
	log.Fatal(server.ListenAndServe())
}

func serve(hub *hub, w http.ResponseWriter, r *http.Request) {
	conversationID := r.URL.Path[len("/ws/v1/conversations/"):]
	if !isUUID(conversationID) {
		http.NotFound(w, r)
		return
	}
	if !offers(r, subprotocol) {
		http.Error(w, "Ask for the subprotocol chorus.v1.", http.StatusBadRequest)
		return
	}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	// Both goroutines are new, so that the one of net/http and its buffers can go.
	connection := newConnection(hub.conversation(conversationID), socket)
	go connection.write()
	go connection.read()
}

func offers(r *http.Request, wanted string) bool {
	for _, offered := range websocket.Subprotocols(r) {
		if offered == wanted {
			return true
		}
	}
	return false
}
