import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ReadsQuery } from './takesQuery.js';

/** What every controller of the read API does with its requests and answers. */
export const ReadRoute = (): ClassDecorator => applyDecorators(UseInterceptors(ReadsQuery));
