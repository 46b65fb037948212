import { render } from 'preact';
import { App } from './shell/app.tsx';
import './styles/index.css';

render(<App />, document.getElementById('app')!);
