import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A value with each lone surrogate, which UTF-8 cannot hold, as U+FFFD; in keys too. */
export const wellFormed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(LONE_SURROGATE, '\ufffd');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [wellFormed(key), wellFormed(inner)]));
};

/** JSON text in which lone surrogates are shown as U+FFFD (api.md 2). */
export const wellFormedJson = (answer: unknown): string => {
  const text = JSON.stringify(answer);
  // JSON.stringify escapes a surrogate only where it is alone, so nearly every answer is done here
  return text.includes('\\ud') ? JSON.stringify(wellFormed(answer)) : text;
};

interface Reply {
  type(contentType: string): Reply;
  serializer(serialize: (answer: unknown) => string): Reply;
}

/** The platform may send lone surrogates, and the log keeps them: what is shown is well-formed Unicode. */
@Injectable()
export class ShowsWellFormedText implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<Reply>();
    return next.handle().pipe(
      tap(() => {
        reply.type('application/json; charset=utf-8').serializer(wellFormedJson);
      }),
    );
  }
}
