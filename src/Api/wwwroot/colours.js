// A client's colour, the same for everybody: one of twelve by its id. The name always stands beside it.
const HUES = 12;

export function colourOf(clientId) {
  let sum = 0;
  for (const letter of clientId ?? '') sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return `hue-${sum % HUES}`;
}
