/** Something that is opened once for all who ask for it. After a failure, the next one who asks opens it again. */
export class Opening<Opened> {
  #attempt: Promise<Opened> | null = null;

  constructor(private readonly open: () => Promise<Opened>) {}

  /** Null while nobody has asked, and after a failure. */
  get begun(): Promise<Opened> | null {
    return this.#attempt;
  }

  async opened(): Promise<Opened> {
    const attempt = (this.#attempt ??= this.open());
    try {
      return await attempt;
    } catch (error) {
      if (this.#attempt === attempt) this.#attempt = null; // or it is another one's new attempt by now
      throw error;
    }
  }
}
