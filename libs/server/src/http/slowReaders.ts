import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const STALL_MILLISECONDS = 120_000;

/** Cuts off who takes nothing of an answer for so long: he has gone, or stands still, and what he is being sent waits in memory. */
export const cutOffSlowReaders = (fastify: FastifyInstance, stallMilliseconds = STALL_MILLISECONDS): void => {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    // Node destroys a connection that stands still for so long; once the answer is out it sets its own limit for idle ones again
    if (reply.raw.socket instanceof Socket) reply.raw.socket.setTimeout(stallMilliseconds);
    done();
  });
};
