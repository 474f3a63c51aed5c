// The API's process with another dashboard than the built one: that of the folder DASHBOARD_FOLDER.
import { ApiModule, serveBrowserPages } from '#api';
import { startServer } from '#server';

await startServer('api', ApiModule, { prepare: (app) => serveBrowserPages(app, process.env['DASHBOARD_FOLDER']) });
