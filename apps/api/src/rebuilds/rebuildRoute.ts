import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { CALLS } from '#ports';
import { Problem, type Viewer } from '#server';
import { notFound } from '../refusals.js';
import { isLimited } from '../viewer.js';

interface RebuildRequest {
  readonly params: { readonly projection?: string };
  readonly viewer?: Viewer;
}

/** Lets only requests through that are about a projection there is, from keys that see all of it: a rebuild is of every call. */
@Injectable()
export class RebuildRoute implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const { params, viewer } = context.switchToHttp().getRequest<RebuildRequest>();
    if (viewer !== undefined && isLimited(viewer))
      throw new Problem(
        403,
        'A rebuild is of all calls: this needs the key of an admin that is not limited to some of them.',
      );
    const { projection = '' } = params;
    if (projection !== CALLS) throw notFound(`there is no projection ${projection}; there is ${CALLS}`);
    return next.handle();
  }
}
