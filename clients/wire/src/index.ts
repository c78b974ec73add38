/** What crosses the wire between the server and both browser clients. */
export {};
