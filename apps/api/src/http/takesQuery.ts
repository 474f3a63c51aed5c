import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiQuery, type ApiQueryOptions } from '@nestjs/swagger';
import { schemaOfParameter } from '../openapi/parameterSchema.js';
import { routeQuery, type RouteQuery } from '../parameters/readQuery.js';

const ROUTE_QUERY = 'call-analytics:routeQuery';
const NO_QUERY = routeQuery([]);

interface RequestWithQuery {
  readonly raw: { readonly url?: string };
  asked?: unknown;
}

const optionsOf = (parameter: RouteQuery['parameters'][number]): ApiQueryOptions => ({
  name: parameter.name,
  required: false,
  description: parameter.description,
  explode: true,
  schema: schemaOfParameter(parameter),
});

/** Declares a route's query: how it is read and what the OpenAPI document says of it. A route without takes no parameters. */
export const TakesQuery = (query: RouteQuery): MethodDecorator =>
  applyDecorators(
    SetMetadata(ROUTE_QUERY, query),
    ...query.parameters.map((parameter) => ApiQuery(optionsOf(parameter))),
  );

/** Reads the query as its route declares it, and refuses what the route does not know. */
@Injectable()
export class ReadsQuery implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const query = (Reflect.getMetadata(ROUTE_QUERY, context.getHandler()) as RouteQuery | undefined) ?? NO_QUERY;
    const request = context.switchToHttp().getRequest<RequestWithQuery>();
    const [, text = ''] = /^[^?]*\?(.*)$/s.exec(request.raw.url ?? '') ?? [];
    request.asked = query.read(text);
    return next.handle();
  }
}

/** What the route's query was set to. */
export const AskedFor = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown => context.switchToHttp().getRequest<RequestWithQuery>().asked,
);
