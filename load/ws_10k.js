// 10,000 sockets through auth, chat and resume. Run by `make k6`, which starts a stack and writes the credentials.
import { SharedArray } from 'k6/data';
import { Counter, Trend } from 'k6/metrics';
import { WebSocket } from 'k6/experimental/websockets';
import { setTimeout, setInterval, clearInterval } from 'k6/timers';

const VUS = Number(__ENV.VUS || 100);
const SECONDS = Number(__ENV.SECONDS || 60);
const PER_SECOND = Number(__ENV.PER_SECOND || 1000);
// Both sides of a conversation stand beside each other, so they belong to the same VU.
const credentials = new SharedArray('credentials', () => JSON.parse(open(__ENV.CREDENTIALS)));
const PER_VU = Math.floor(credentials.length / VUS / 2) * 2;

const delivered = new Trend('msg_rtt_ms', true);
const acknowledged = new Trend('msg_ack_ms', true);
const opened = new Counter('ws_opened');
const resumed = new Counter('ws_resumed');
const failed = new Counter('ws_failed');
const doubled = new Counter('msg_doubled');
const disordered = new Counter('msg_out_of_order');
const lost = new Counter('msg_lost');

export const options = {
  scenarios: { chat: { executor: 'per-vu-iterations', vus: VUS, iterations: 1, maxDuration: `${SECONDS + 120}s` } },
  thresholds: {
    msg_rtt_ms: ['p(95)<500'], // of each run; k6.py judges their median
    ws_failed: ['count==0'],
    msg_lost: ['count==0'],
    msg_doubled: ['count==0'],
    msg_out_of_order: ['count==0'],
    ws_opened: [`count>=${PER_VU * VUS}`],
    ws_resumed: ['count>0'],
  },
};

function uuid7() {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = () => Math.floor(Math.random() * 0x10000).toString(16).padStart(4, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random().slice(1)}-8${random().slice(1)}-${random()}${random()}${random()}`;
}

function fail(reason) {
  failed.add(1);
  console.warn(`failed: ${reason}`);
}

export default function () {
  const mine = credentials.slice((__VU - 1) * PER_VU, __VU * PER_VU);
  const sockets = [];
  const sentAt = {}; // by message id; both ends of a message are in this VU
  const promised = {}; // acknowledged, and not yet seen by the other side
  const seen = {};
  const endsAt = Date.now() + SECONDS * 1000;

  function connect(index, isReturn) {
    const credential = mine[index];
    const state = sockets[index] || { position: 0, epoch: '', role: credential.role };
    const nonce = isReturn ? credential.nonces[1] : credential.nonces[0];
    const socket = new WebSocket(credential.url, ['chorus.v1', `bearer.${credential.token}`, `nonce.${nonce}`]);
    state.socket = socket;
    state.isOpen = false;
    state.isLeaving = false;
    sockets[index] = state;
    socket.onopen = () => {
      const auth = { type: 'auth' };
      if (isReturn) Object.assign(auth, { position: state.position, epoch: state.epoch });
      socket.send(JSON.stringify(auth));
    };
    socket.onmessage = (event) => {
      // What still comes on a line that was given up comes again on the next.
      if (state.socket === socket && !state.isLeaving) receive(index, state, JSON.parse(event.data), isReturn);
    };
    socket.onerror = (event) => {
      if (!state.isLeaving) fail(event.error);
    };
    socket.onclose = () => {
      state.isOpen = false;
    };
  }

  function receive(index, state, frame, isReturn) {
    if (frame.type === 'welcome') {
      state.epoch = frame.epoch;
      state.isOpen = true;
      if (isReturn) {
        if (frame.resumed) resumed.add(1);
        else fail('not resumed');
      } else {
        state.position = frame.position || 0; // left out where it is 0
        opened.add(1);
        if (index + 1 < mine.length) connect(index + 1, false);
        else talk();
      }
    } else if (frame.type === 'delivered') {
      if (sentAt[frame.id]) acknowledged.add(Date.now() - sentAt[frame.id]);
      if (!seen[frame.id]) promised[frame.id] = true;
    } else if (frame.type === 'error') {
      fail(frame.code);
    } else if (frame.position !== undefined) {
      if (frame.position <= state.position) doubled.add(1);
      else if (frame.position !== state.position + 1) disordered.add(1);
      state.position = frame.position;
      const at = frame.message && sentAt[frame.message.id];
      if (at && frame.message.role !== state.role) {
        // What comes before the welcome is what was missed while the line was gone.
        if (state.isOpen) delivered.add(Date.now() - at);
        seen[frame.message.id] = true;
        delete promised[frame.message.id];
      }
    }
  }

  function talk() {
    const pause = 1000 / (PER_SECOND / VUS);
    const speaking = setInterval(() => {
      if (Date.now() > endsAt) {
        clearInterval(speaking);
        setTimeout(leave, 3000);
        return;
      }
      const state = sockets[Math.floor(Math.random() * sockets.length)];
      if (!state.isOpen) return;
      const id = uuid7();
      sentAt[id] = Date.now();
      state.socket.send(JSON.stringify({ type: 'message', id, role: state.role, content: 'x'.repeat(120) }));
    }, pause);
    // One in a hundred loses the line half way and comes back.
    setTimeout(() => {
      for (let index = 0; index < sockets.length; index += 100) {
        sockets[index].isOpen = false;
        sockets[index].isLeaving = true;
        sockets[index].socket.close();
        setTimeout(() => connect(index, true), 500 + Math.random() * 1000);
      }
    }, (SECONDS * 1000) / 2);
  }

  function leave() {
    lost.add(Object.keys(promised).length);
    for (const state of sockets) {
      state.isLeaving = true; // a ping that comes now finds a line that is closing
      state.socket.close();
    }
  }

  connect(0, false);
}
