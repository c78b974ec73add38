package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

const (
	frameMaxBytes = 64 * 1024
	outboundMax   = 256
	invalidMax    = 20
	authTimeout   = 10 * time.Second
	pingEvery     = 25 * time.Second
	pongTimeout   = 33 * time.Second
	writeTimeout  = 5 * time.Second
	// The limits are checked for each frame and each message; the figures are raised as for our gateway.
	framesInterval   = time.Second / 20_000
	framesBurst      = 200_000
	messagesInterval = time.Second / 10_000
	messagesBurst    = 100_000
)

var writeBuffers = &sync.Pool{}

// frame is what a queue holds: a pointer's width, so that the queues of idle sockets are small.
type frame struct{ payload []byte }

// connection is one socket: read and write are its two goroutines, outbound its bounded queue.
type connection struct {
	conversation *conversation
	socket       *websocket.Conn
	outbound     chan *frame
	gone         chan struct{}
	once         sync.Once
	actorID      string
	frames       rate
	messages     rate
	invalid      int
}

func newConnection(conversation *conversation, socket *websocket.Conn) *connection {
	return &connection{
		conversation: conversation,
		socket:       socket,
		outbound:     make(chan *frame, outboundMax),
		gone:         make(chan struct{}),
		actorID:      newID(),
	}
}

// send queues a frame. Who reads too slowly is closed, never waited for.
func (c *connection) send(f *frame) {
	select {
	case c.outbound <- f:
	default:
		c.end()
	}
}

func (c *connection) end() {
	c.once.Do(func() {
		close(c.gone)
		c.socket.Close()
	})
}

func (c *connection) read() {
	defer c.end()
	c.socket.SetReadLimit(frameMaxBytes)
	c.socket.SetReadDeadline(time.Now().Add(authTimeout))
	c.socket.SetPongHandler(func(string) error {
		return c.socket.SetReadDeadline(time.Now().Add(pongTimeout))
	})
	var first incoming
	if payload, ok := c.next(); !ok || json.Unmarshal(payload, &first) != nil || first.Type != "auth" {
		c.goodbye(4401, "auth comes first")
		return
	}
	c.socket.SetReadDeadline(time.Now().Add(pongTimeout))
	position := c.conversation.join(c)
	defer c.conversation.leave(c)
	c.send(encode(welcome{"welcome", c.actorID, "bench", pingEvery.Seconds(), position, c.conversation.id}))
	for {
		payload, ok := c.next()
		if !ok {
			return
		}
		now := time.Now()
		if !c.frames.take(now, framesInterval, framesBurst) {
			c.goodbye(4429, "too many frames")
			return
		}
		var said incoming
		var wrongType *json.UnmarshalTypeError
		if err := json.Unmarshal(payload, &said); errors.As(err, &wrongType) {
			said.Type = "" // JSON, but no frame of ours
		} else if err != nil {
			c.goodbye(websocket.CloseInvalidFramePayloadData, "not JSON")
			return
		}
		if !c.take(&said, now) {
			c.goodbye(websocket.ClosePolicyViolation, "too many invalid frames")
			return
		}
	}
}

// next is the next text of the client.
func (c *connection) next() ([]byte, bool) {
	kind, payload, err := c.socket.ReadMessage()
	if err != nil {
		return nil, false
	}
	if kind != websocket.TextMessage {
		c.goodbye(websocket.CloseUnsupportedData, "a binary frame")
		return nil, false
	}
	if !utf8.Valid(payload) {
		c.goodbye(websocket.CloseInvalidFramePayloadData, "not UTF-8")
		return nil, false
	}
	return payload, true
}

// take does what a frame asks for; false when the socket has to go.
func (c *connection) take(said *incoming, now time.Time) bool {
	switch said.Type {
	case "message":
		if said.MessageType == "" {
			said.MessageType = "text"
		}
		if code := c.check(said, now); code != "" {
			c.send(encode(refusal{Type: "error", Code: code, Message: "Refused.", ID: said.ID}))
			return true
		}
		c.conversation.say(c, said)
	case "ping":
		c.send(&frame{[]byte(`{"type":"pong"}`)})
	default:
		c.invalid++
		c.send(encode(refusal{Type: "error", Code: "frame.invalid", Message: "No such frame."}))
	}
	return c.invalid <= invalidMax
}

// check says why a message is refused, or nothing.
func (c *connection) check(said *incoming, now time.Time) string {
	switch {
	case !isUUID(said.ID),
		said.Role != "customer" && said.Role != "agent",
		said.MessageType != "text",
		len(said.Content) > textMax && utf8.RuneCountInString(said.Content) > textMax:
		return "frame.invalid"
	case said.ConversationID != nil && *said.ConversationID != c.conversation.id:
		return "conversation.not_found"
	case !c.messages.take(now, messagesInterval, messagesBurst):
		return "limit.reached"
	}
	return ""
}

func (c *connection) goodbye(code int, reason string) {
	message := websocket.FormatCloseMessage(code, reason)
	c.socket.WriteControl(websocket.CloseMessage, message, time.Now().Add(time.Second))
}

func (c *connection) write() {
	ticker := time.NewTicker(pingEvery)
	defer func() {
		ticker.Stop()
		c.end()
	}()
	for {
		select {
		case f := <-c.outbound:
			c.socket.SetWriteDeadline(time.Now().Add(writeTimeout))
			if c.socket.WriteMessage(websocket.TextMessage, f.payload) != nil {
				return
			}
		case <-ticker.C:
			c.socket.SetWriteDeadline(time.Now().Add(writeTimeout))
			if c.socket.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		case <-c.gone:
			return
		}
	}
}

// rate is a limit in one time: the generic cell rate algorithm.
type rate struct{ allowedAt time.Time }

func (r *rate) take(now time.Time, interval time.Duration, burst int) bool {
	if !r.allowedAt.After(now) {
		r.allowedAt = now.Add(interval)
		return true
	}
	if r.allowedAt.Sub(now) > interval*time.Duration(burst-1) {
		return false
	}
	r.allowedAt = r.allowedAt.Add(interval)
	return true
}

func newID() string {
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		panic(err)
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
