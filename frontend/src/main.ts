import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';

const target = document.getElementById('app')!;
// A single file shows its title until the script runs.
target.replaceChildren();
mount(App, { target });
