type Entry = Readonly<Record<string, unknown>>;

/** A file of secrets that cannot be used. Its message names entries and fields, never values. */
export class BadKeyFile extends Error {
  override readonly name = 'BadKeyFile';
}

const parseList = (text: string): unknown[] => {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, '')); // editors on Windows write a byte order mark
  } catch {
    throw new BadKeyFile('it is not JSON'); // the parser's own message quotes the text
  }
  if (!Array.isArray(value) || value.length === 0) throw new BadKeyFile('it takes a list with at least one entry');
  return value;
};

/**
 * The entries of a JSON list, each read by `read`, which reports what is wrong with a field. Names must differ.
 * @throws BadKeyFile naming everything that is wrong
 */
export const readEntries = <Read extends { readonly name: string }>(
  text: string,
  read: (entry: Entry, wrong: (field: string, takes: string) => void) => Read,
): Read[] => {
  const problems: string[] = [];
  const names = new Set<string>();
  const entries = parseList(text).map((value, index) => {
    const wrong = (field: string, takes: string) => problems.push(`entry ${index + 1}: ${field} takes ${takes}`);
    const entry = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : {};
    const result = read(entry, wrong);
    if (names.has(result.name)) wrong('name', 'a name no other entry has');
    names.add(result.name);
    return result;
  });
  if (problems.length > 0) throw new BadKeyFile(problems.join('; '));
  return entries;
};

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
export const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every(isText);
