interface Made<Value> {
  readonly parts: readonly unknown[];
  readonly value: Value;
}

/** Keeps, by name, what was made of some parts, and makes it again only when one of them is another than the last time. */
export class Kept<Value> {
  readonly #made = new Map<string, Made<Value>>();

  of(name: string, parts: readonly unknown[], make: () => Value): Value {
    const known = this.#made.get(name);
    if (known?.parts.length === parts.length && parts.every((part, i) => part === known.parts[i])) return known.value;
    const value = make();
    this.#made.set(name, { parts, value });
    return value;
  }
}
