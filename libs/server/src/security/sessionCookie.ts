import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../settings/readSettings.js';
import { SESSION_SECONDS } from './sessions.js';

export const SESSION_COOKIE = 'call_analytics_session';

type Place = Pick<Settings, 'publicUrl'>;

/** No script reads it, and no other site's page sends it. */
const optionsOf = ({ publicUrl }: Place, { protocol }: FastifyRequest) => ({
  path: publicUrl === null ? '/' : new URL(publicUrl).pathname,
  secure: publicUrl === null ? protocol === 'https' : publicUrl.startsWith('https:'),
  httpOnly: true,
  sameSite: 'strict' as const,
});

export const setSessionCookie = (reply: FastifyReply, text: string, place: Place): void =>
  void reply.setCookie(SESSION_COOKIE, text, { ...optionsOf(place, reply.request), maxAge: SESSION_SECONDS });

export const clearSessionCookie = (reply: FastifyReply, place: Place): void =>
  void reply.clearCookie(SESSION_COOKIE, optionsOf(place, reply.request));
