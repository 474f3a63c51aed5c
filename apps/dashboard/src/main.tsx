import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/frame.css';
import { App } from './app.js';
import { preloadPage } from './routes.js';
import { preloadSession } from './api/session.js';
import { reloadOnceWhereChunksAreGone } from './frame/upgrade.js';

reloadOnceWhereChunksAreGone();
preloadSession();
preloadPage(window.location.pathname);

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
