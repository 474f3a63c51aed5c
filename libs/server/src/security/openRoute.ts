import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const OPEN_ROUTE = 'openRoute';

/** Marks a controller or a route that needs no API key: health, metrics, and webhooks, which have secrets of their own. */
export const OpenRoute = (): CustomDecorator => SetMetadata(OPEN_ROUTE, true);
