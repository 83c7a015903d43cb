import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './styles/tokens.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/list.css';
import './styles/detail.css';
import './styles/importar.css';

const root = document.getElementById('visor');
if (!root) throw new Error('index.html has no element with the id "visor"');
// Beside the folder that the page is in, also where a proxy serves both below a path of its own.
createRoot(root).render(<App url={new URL('../graphql', window.location.href).href} />);
