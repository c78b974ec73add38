package main

import (
	"sync"
	"time"
)

// hub has the conversations by id.
type hub struct {
	mu            sync.RWMutex
	conversations map[string]*conversation
}

func newHub() *hub {
	return &hub{conversations: make(map[string]*conversation)}
}

func (h *hub) conversation(id string) *conversation {
	h.mu.RLock()
	found := h.conversations[id]
	h.mu.RUnlock()
	if found != nil {
		return found
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if found = h.conversations[id]; found == nil {
		found = &conversation{id: id, followers: make(map[*connection]struct{}, 2)}
		h.conversations[id] = found
	}
	return found
}

// conversation gives out positions and knows who follows.
type conversation struct {
	id        string
	mu        sync.Mutex
	position  int64
	followers map[*connection]struct{}
}

func (c *conversation) join(follower *connection) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.followers[follower] = struct{}{}
	return c.position
}

func (c *conversation) leave(follower *connection) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.followers, follower)
}

// say takes a position, acknowledges to the sender and hands the event, encoded once, to everybody.
func (c *conversation) say(from *connection, said *incoming) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.position++
	at := time.Now().UTC()
	event := encodeEvent(c, from, said, at)
	from.send(encode(delivered{Type: "delivered", ID: said.ID, Position: c.position, CreatedAt: at}))
	for follower := range c.followers {
		follower.send(event)
	}
}
