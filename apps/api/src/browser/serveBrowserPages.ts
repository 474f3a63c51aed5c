import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SETTINGS } from '#server';
import type { Settings } from '#settings';
import { dashboardFolder } from './dashboardFolder.js';
import { serveDashboard } from './serveDashboard.js';
import { serveDocs } from '../openapi/document.js';

/**
 * Serves what is for people with a browser: the dashboard unless DASHBOARD=off, and the page on which the API can be tried out. `/` leads to
 * the first of them. To be called before the process listens.
 * @param folder the dashboard as it was built
 */
export const serveBrowserPages = (app: NestFastifyApplication, folder = dashboardFolder()): void => {
  const { dashboard, publicUrl } = app.get<Settings>(SETTINGS);
  const prefix = publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
  serveDocs(app);
  if (dashboard) serveDashboard(app, { folder, prefix, publicUrl });
  const first = `${prefix}${dashboard ? '/app/' : '/docs'}`;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/', (_request, reply) => reply.redirect(first));
};
