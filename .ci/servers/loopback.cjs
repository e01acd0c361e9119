/*
 * Loaded before a server that was started with `fork`: has it listen on localhost alone, at a free port, tells the parent which,
 * and ends with the parent.
 */
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function () {
  this.once('listening', () => process.send(this.address().port));
  return listen.call(this, { port: 0, host: 'localhost' });
};
process.once('disconnect', () => process.exit());
