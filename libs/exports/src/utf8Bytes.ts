const FIRST_BYTES = 256 * 1024;
/** UTF-8 takes at most three bytes for each unit of a JavaScript string. */
const MOST_BYTES_OF_A_UNIT = 3;

const encoder = new TextEncoder();

/** Collects texts as UTF-8. Each is encoded at once, which takes half the time and memory of joining the texts of a page first. */
export class Utf8Bytes {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  add(text: string): void {
    this.#makeRoomFor(text.length * MOST_BYTES_OF_A_UNIT);
    this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** The bytes of all texts since the last call, as a copy. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #makeRoomFor(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
