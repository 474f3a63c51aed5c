import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

interface Request {
  readonly headers: { readonly 'if-none-match'?: string };
}
interface Reply {
  header(name: string, value: string): Reply;
  status(code: number): Reply;
}

/** Weak, because two answers with the same tag may differ in `asOf`. */
export const entityTagOf = (answer: object): string => {
  const { asOf: _asOf, ...content } = answer as Record<string, unknown>;
  return `W/"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;
};

/** RFC 9110, 13.1.2: a list of tags compared weakly, or `*` for whatever there is. */
export const isKnownTag = (ifNoneMatch: string | undefined, tag: string): boolean => {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = (text: string): string => text.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((candidate) => opaque(candidate) === opaque(tag));
};

/** Gives a single thing its ETag, and answers 304 to one who has it already. */
@Injectable()
export class TagsEntity implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<object | undefined> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((answer) => {
        const tag = entityTagOf(answer);
        const reply = http.getResponse<Reply>().header('etag', tag).header('cache-control', 'private, no-cache');
        if (!isKnownTag(http.getRequest<Request>().headers['if-none-match'], tag)) return answer;
        reply.status(304);
        return undefined;
      }),
    );
  }
}
