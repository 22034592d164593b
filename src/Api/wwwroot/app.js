import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { currentUser, whenSignedOut } from './api.js';
import { Login } from './login.js';
import { Dashboard } from './dashboard.js';

function App() {
  const [user, setUser] = useState(currentUser());
  useEffect(() => whenSignedOut(() => setUser(null)), []);
  return user ? html`<${Dashboard} key=${user.id} user=${user} />` : html`<${Login} onSignedIn=${setUser} />`;
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
