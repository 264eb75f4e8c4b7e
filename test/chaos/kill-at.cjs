// Preloaded into a process that is to die: it ends as by `kill -9` at its nth message to the read model store, every other
// time before the message has left and every other time right behind it. Messages are what the engine's steps are made of.
const { Socket } = require('node:net');
const { setImmediate } = require('node:timers');

const { CHAOS_KILL_AT, CHAOS_PORT } = process.env;
const [dieAt, port] = [Number(CHAOS_KILL_AT), Number(CHAOS_PORT)];
const die = () => process.kill(process.pid, 'SIGKILL');
const write = Socket.prototype.write;
let messages = 0;

Socket.prototype.write = function (...message) {
  if (this.remotePort !== port) return write.apply(this, message);
  messages += 1;
  if (messages === dieAt && dieAt % 2 === 0) die();
  const more = write.apply(this, message);
  if (messages === dieAt) setImmediate(die);
  return more;
};
