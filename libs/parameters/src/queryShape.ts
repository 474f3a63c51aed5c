import {
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
  type ValidationOptions,
} from 'class-validator';
import { isZoneName, readTime, storableText } from '#domain';
import type { Parameter } from './parameter.js';

/**
 * Turns a parameter's text into its value. What cannot be turned stays the text it is and is refused by the shape's rules,
 * so each thing is checked in one place. A bare date is midnight in `timezone`.
 */
export const convert = (parameter: Parameter, text: string, timezone?: string): unknown => {
  switch (parameter.kind) {
    case 'text':
      return storableText(text);
    case 'phone':
      // a plus that is not escaped is a blank in an address
      return storableText(text.replace(/^ /, '+'));
    case 'choice':
      return text;
    case 'time':
      return readTime(text, timezone) ?? text;
    case 'whole':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'token':
      return parameter.readToken?.(text) ?? text;
    case 'names':
      return readNames(parameter, text) ?? text;
    case 'zone':
      return isZoneName(text) ? text : false;
  }
};

/** Each name once; null where one is not known, or there are too many. */
const readNames = ({ isKnown = () => true, max = Infinity }: Parameter, text: string): readonly string[] | null => {
  const names = [...new Set(text.split(','))];
  return names.length <= max && names.every(isKnown) ? names : null;
};

const rulesOf = (parameter: Parameter): PropertyDecorator[] => {
  const options: ValidationOptions = { each: parameter.several };
  switch (parameter.kind) {
    case 'text':
    case 'phone':
      return [IsString(options), IsNotEmpty(options)];
    case 'choice':
      return [IsIn(parameter.values ?? [], options)];
    case 'time':
      return [IsDate(options)];
    case 'whole':
      return [IsInt(options), Min(parameter.min ?? 0, options), Max(parameter.max ?? Number.MAX_SAFE_INTEGER, options)];
    case 'flag':
      return [IsBoolean(options)];
    case 'token':
      return [IsObject(options)];
    case 'names':
      return [IsArray()];
    case 'zone':
      return [IsString()];
  }
};

export type QueryShape = new () => Record<string, unknown>;

/** The class-validator DTO of a question, made from its table of parameters. */
export const queryShapeOf = (parameters: readonly Parameter[]): QueryShape => {
  class Shape {
    [name: string]: unknown;
  }
  for (const parameter of parameters)
    for (const decorate of [IsOptional(), ...rulesOf(parameter)]) decorate(Shape.prototype, parameter.name);
  return Shape;
};
