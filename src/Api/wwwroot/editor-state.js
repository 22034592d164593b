// What an editor holds, and what of it is sent.
export const EMPTY = { title: '', body: '', link: '', first_comment: '', variants: {}, media: [], account_ids: [] };

export const draftOf = (content) => ({ ...content, first_comment: content.first_comment ?? '', link: content.link ?? '' });

/** Fields of a variant that say nothing are left out, so that the platform takes the content's own. */
function said(variant) {
  const kept = Object.entries(variant ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0) && value !== false);
  return kept.length ? Object.fromEntries(kept) : null;
}

export function bodyOf(draft) {
  const variants = Object.entries(draft.variants ?? {}).map(([platform, variant]) => [platform, said(variant)]).filter(([, variant]) => variant);
  return {
    title: draft.title.trim(), body: draft.body ?? '', link: draft.link?.trim() || null, first_comment: draft.first_comment?.trim() || null,
    variants: Object.fromEntries(variants.sort()), media_ids: draft.media.map((file) => file.id), account_ids: [...draft.account_ids].sort(),
  };
}

export const platformsOf = (draft, accounts) =>
  ['instagram', 'facebook', 'youtube'].filter((platform) => accounts.some((account) => account.platform === platform && draft.account_ids.includes(account.id)));

export const textOf = (draft, platform) => draft.variants[platform]?.body ?? draft.body ?? '';
export const withVariant = (draft, platform, changes) => ({ variants: { ...draft.variants, [platform]: { ...draft.variants[platform], ...changes } } });
