/**
 * One parameter of a question, in an address of the API or on the command line: what is read and refused, and what the OpenAPI document and
 * the help say of it, all comes from here.
 */
export interface Parameter {
  readonly name: string;
  /**
   * `text`: an open value of the platform, read as its bodies are (storableText). `phone`: the same, a number of a contact. `choice`: one of `values`. `time`: a moment.
   * `whole`: a whole number from `min` to `max`. `flag`: true or false. `token`: a text that a former answer gave, read by `readToken`.
   * `names`: known names, separated by commas. `zone`: the name of a time zone.
   */
  readonly kind: 'text' | 'phone' | 'choice' | 'time' | 'whole' | 'flag' | 'token' | 'names' | 'zone';
  /** May be given several times; any of the values will do. */
  readonly several: boolean;
  /** Of several values: `none` is one of them and is read as null, which stands for "not known". */
  readonly none?: true;
  readonly values?: readonly string[];
  /** Of `names`: whether it is one. */
  readonly isKnown?: (name: string) => boolean;
  /** Of `token`: what the text stands for; null where no answer has given it. */
  readonly readToken?: (text: string) => object | null;
  /** Of `token`: what it looks like, in words that go on after "must be". */
  readonly looksLike?: string;
  readonly min?: number;
  readonly max?: number;
  readonly default?: string | number;
  readonly example?: string | number | boolean;
  readonly description: string;
}

interface ValueOfKind {
  text: string;
  phone: string;
  time: Date;
  whole: number;
  flag: boolean;
  names: readonly string[];
  zone: string;
}
type ValueOf<P extends Parameter> = P extends { kind: 'choice'; values: readonly (infer Value)[] }
  ? Value
  : P extends { kind: 'token'; readToken: (text: string) => infer Value }
    ? NonNullable<Value>
    : P['kind'] extends keyof ValueOfKind
      ? ValueOfKind[P['kind']]
      : never;

/** What a route's parameters were set to: those given, by name. */
export type Asked<Parameters extends readonly Parameter[]> = {
  readonly [P in Parameters[number] as P['name']]?: P['several'] extends true
    ? readonly (P extends { none: true } ? ValueOf<P> | null : ValueOf<P>)[]
    : ValueOf<P>;
};

/** What a good value looks like, in words that go on after "must be". */
export const expectationOf = (parameter: Parameter): string =>
  `${valueExpectation(parameter)}${parameter.none === true ? ', or none' : ''}`;

const valueExpectation = (parameter: Parameter): string => {
  switch (parameter.kind) {
    case 'text':
    case 'phone':
      return 'a text that is not empty';
    case 'choice':
      return `one of ${parameter.values?.join(', ') ?? ''}`;
    case 'time':
      return 'a date (2024-05-01) or a time with Z or an offset (2024-05-01T10:00:00+02:00)';
    case 'whole':
      return `a whole number from ${parameter.min ?? 0} to ${parameter.max ?? Number.MAX_SAFE_INTEGER}`;
    case 'flag':
      return 'true or false';
    case 'token':
      return parameter.looksLike ?? 'a text of an earlier answer, unchanged';
    case 'names':
      return `${parameter.max === undefined ? '' : `up to ${parameter.max} `}of ${parameter.values?.join(', ') ?? ''}, separated by commas`;
    case 'zone':
      return 'the IANA name of a time zone (Europe/Warsaw)';
  }
};
