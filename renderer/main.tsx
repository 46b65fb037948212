import { render } from 'preact';
import './styles/index.css';
import { App } from './shell/app.tsx';
import { writeOutControls } from './shell/readable-texts.ts';

writeOutControls();
render(<App />, document.getElementById('app')!);
