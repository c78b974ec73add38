package main

import (
	"encoding/json"
	"time"
)

const textMax = 8000

// incoming is every frame of a client; Type says which members count.
type incoming struct {
	Type           string  `json:"type"`
	ID             string  `json:"id"`
	Role           string  `json:"role"`
	Content        string  `json:"content"`
	MessageType    string  `json:"messageType"`
	ConversationID *string `json:"conversationId"`
}

type delivered struct {
	Type      string    `json:"type"`
	ID        string    `json:"id"`
	Position  int64     `json:"position"`
	CreatedAt time.Time `json:"createdAt"`
}

type welcome struct {
	Type             string  `json:"type"`
	ConnectionID     string  `json:"connectionId"`
	Epoch            string  `json:"epoch"`
	HeartbeatSeconds float64 `json:"heartbeatSeconds"`
	Position         int64   `json:"position"`
	ConversationID   string  `json:"conversationId"`
}

type refusal struct {
	Type      string `json:"type"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	Retryable bool   `json:"retryable"`
	ID        string `json:"id,omitempty"`
}

type actorRead struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

type messageRead struct {
	ID          string     `json:"id"`
	Role        string     `json:"role"`
	MessageType string     `json:"messageType"`
	Content     string     `json:"content"`
	AuthorID    string     `json:"authorId"`
	AuthorName  string     `json:"authorName"`
	CreatedAt   time.Time  `json:"createdAt"`
	Attachments []struct{} `json:"attachments"`
	Sources     []struct{} `json:"sources"`
	DeliveredAt *time.Time `json:"deliveredAt"`
	ReadAt      *time.Time `json:"readAt"`
}

type messageSent struct {
	Position       int64       `json:"position"`
	Type           string      `json:"type"`
	ConversationID string      `json:"conversationId"`
	At             time.Time   `json:"at"`
	Actor          actorRead   `json:"actor"`
	Message        messageRead `json:"message"`
}

var none = []struct{}{}

func encodeEvent(c *conversation, from *connection, said *incoming, at time.Time) *frame {
	return encode(&messageSent{
		Position:       c.position,
		Type:           "message.sent",
		ConversationID: c.id,
		At:             at,
		Actor:          actorRead{Kind: said.Role, ID: from.actorID, Name: "Bao"},
		Message: messageRead{
			ID: said.ID, Role: said.Role, MessageType: said.MessageType, Content: said.Content,
			AuthorID: from.actorID, AuthorName: "Bao", CreatedAt: at, Attachments: none, Sources: none,
		},
	})
}

func encode(content any) *frame {
	found, err := json.Marshal(content)
	if err != nil {
		panic(err) // our own types always encode
	}
	return &frame{found}
}

func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
				return false
			}
		}
	}
	return true
}
