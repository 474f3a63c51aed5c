import { readFileSync, statSync } from 'node:fs';

const POLL_MILLISECONDS = 1000;

/** Looked at, not watched: a file that is replaced by renaming or by a swapped link (mounted secrets) is noticed all the same. */
const stampOf = (path: string): string => {
  const { mtimeNs, ctimeNs, size, ino } = statSync(path, { bigint: true });
  return [mtimeNs, ctimeNs, size, ino].join('/');
};

interface Watching<Value> {
  /** @throws Error saying what is wrong, without any of the file's secrets */
  readonly parse: (text: string) => Value;
  readonly onChange: () => void;
  /** The new content cannot be used; the old one stays in force. */
  readonly onRefused: (error: Error) => void;
  readonly everyMilliseconds?: number;
}

/** A file whose content is taken anew when it changes. `current` is always the last good content. */
export class WatchedFile<Value> {
  current: Value;
  #stamp: string;
  readonly #timer: NodeJS.Timeout;

  /** @throws Error the file cannot be read or parsed now */
  constructor(
    readonly path: string,
    private readonly watching: Watching<Value>,
  ) {
    this.#stamp = stampOf(path);
    this.current = watching.parse(readFileSync(path, 'utf8'));
    this.#timer = setInterval(() => this.#look(), watching.everyMilliseconds ?? POLL_MILLISECONDS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    let stamp = 'unreadable';
    try {
      stamp = stampOf(this.path);
      if (stamp === this.#stamp) return;
      this.current = this.watching.parse(readFileSync(this.path, 'utf8'));
      this.watching.onChange();
    } catch (error) {
      if (stamp !== this.#stamp) this.watching.onRefused(error as Error);
    } finally {
      this.#stamp = stamp;
    }
  }
}
