// What was typed and not sent outlives the view it was typed in. It is its writer's: whoever signs in next does not find it.
const kept = new Map();

/** What somebody has typed of one kind, by what it is about. */
export function keptOf(user, kind) {
  const place = `${user.id} ${kind}`;
  if (!kept.has(place)) kept.set(place, new Map());
  return kept.get(place);
}
