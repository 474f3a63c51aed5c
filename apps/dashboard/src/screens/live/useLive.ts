import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../../api/serverClock.js';
import { LiveFeed } from './feed.js';
import type { OpenCalls } from './openCalls.js';

const DRAW_MILLIS = 250;

export interface Live {
  readonly calls: OpenCalls;
  readonly isConnected: boolean;
  /** Whether it is known by now which calls are open. */
  readonly isLoaded: boolean;
  /** By the server's clock, in whole seconds: what is drawn changes with it. */
  readonly now: number;
}

const wholeSecond = (): number => Math.floor(serverNow() / 1000) * 1000;

const START: Live = { calls: new Map(), isConnected: true, isLoaded: false, now: wholeSecond() };

const isSame = (one: Live, other: Live): boolean =>
  one.calls === other.calls &&
  one.isConnected === other.isConnected &&
  one.isLoaded === other.isLoaded &&
  one.now === other.now;

/** The open calls, drawn at most four times a second however many change, and not at all where nothing did. */
export const useLive = (isPaused: boolean): Live => {
  const [feed, setFeed] = useState<LiveFeed | null>(null);
  const [live, setLive] = useState(START);
  useEffect(() => {
    const opened = new LiveFeed();
    setFeed(opened);
    return () => opened.end();
  }, []);
  useEffect(() => {
    if (feed === null || isPaused) return;
    const draw = (): void => {
      const { isConnected, isLoaded } = feed;
      const next = { calls: feed.current(), isConnected, isLoaded, now: wholeSecond() };
      setLive((last) => (isSame(last, next) ? last : next));
    };
    const timer = window.setInterval(draw, DRAW_MILLIS);
    return () => window.clearInterval(timer);
  }, [feed, isPaused]);
  return live;
};
