// What was being written when an editor was left, by whose and which content it is: opening it again goes on from there.
const left = new Map();

/** What was left, once: whoever takes it has it, and keeps it again when leaving. */
export function takeLeft(place) {
  const kept = left.get(place);
  left.delete(place);
  return kept;
}

/** Keeps a draft, the version of the content it began from, and the key under which it is made once. */
export const keepLeft = (place, { draft, version, key }) => left.set(place, { draft, version, key });

// Whoever closes the window is asked first.
addEventListener('beforeunload', (event) => { if (left.size > 0) event.preventDefault(); });
