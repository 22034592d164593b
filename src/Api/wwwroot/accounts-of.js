import { useEffect, useState } from 'preact/hooks';
import { get } from './api.js';

/** The accounts of a client, none before they have come: those of the client before never stand for them, and what else the view is for goes without. */
export function useAccountsOf(clientId) {
  const [accounts, setAccounts] = useState([]);
  useEffect(() => {
    let gone = false;
    setAccounts([]);
    if (clientId) get(`/v1/clients/${clientId}/accounts?page_size=200`).then((page) => { if (!gone) setAccounts(page.items); }, () => {});
    return () => { gone = true; };
  }, [clientId]);
  return accounts;
}
