import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { currentUser, whenSignedOut } from './api.js';
import { whenLanguageChanges } from './language.js';
import { Login } from './login.js';
import { Shell } from './shell.js';

function App() {
  const [user, setUser] = useState(currentUser());
  const [, again] = useState(0);
  useEffect(() => whenSignedOut(() => setUser(null)), []);
  // Every word is read as it is drawn: drawing anew changes the language.
  useEffect(() => whenLanguageChanges(() => again((turn) => turn + 1)), []);
  return user ? html`<${Shell} key=${user.id} user=${user} />` : html`<${Login} onSignedIn=${setUser} />`;
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
