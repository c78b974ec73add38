/** UUIDv7 (RFC 9562 section 5.7): ids of one client sort in the order they were made, even within a millisecond. */
let lastMilliseconds = 0;
let counter = 0;

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const milliseconds = Math.max(Date.now(), lastMilliseconds);
  // Half of the counter's range is left above the random start, so that it does not overflow in one millisecond.
  counter = milliseconds === lastMilliseconds ? counter + 1 : view.getUint16(6) & 0x7ff;
  lastMilliseconds = counter > 0xfff ? milliseconds + 1 : milliseconds;
  counter &= 0xfff;
  view.setUint16(0, Math.floor(lastMilliseconds / 2 ** 32));
  view.setUint32(2, lastMilliseconds % 2 ** 32);
  view.setUint16(6, 0x7000 | counter);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
