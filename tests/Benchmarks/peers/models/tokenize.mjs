// Cuts texts into word pieces with @huggingface/tokenizers. Arguments: vocab.txt, texts (a JSON array), where to write the ids (a JSON array of arrays).
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.SNSOPS_NODE_PEERS}/package.json`);
const { Tokenizer } = require('@huggingface/tokenizers');
const [vocabFile, textsFile, idsFile] = process.argv.slice(2);

const lines = readFileSync(vocabFile, 'utf8').split(/\r?\n/);
if (lines.at(-1) === '') lines.pop();
const special = (id) => ({ SpecialToken: { id, type_id: 0 } });
const single = [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')];
const vocab = Object.fromEntries(lines.map((piece, id) => [piece, id]));
const specials = Object.fromEntries(['[CLS]', '[SEP]'].map((piece) => [piece, { id: piece, ids: [vocab[piece]], tokens: [piece] }]));
const tokenizer = new Tokenizer({
    version: '1.0',
    added_tokens: [],
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: process.env.STRIP_ACCENTS === '1' ? true : null, lowercase: false },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'TemplateProcessing', single, pair: single, special_tokens: specials },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
}, { tokenizer_class: 'BertTokenizer', do_lower_case: false, unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', pad_token: '[PAD]', mask_token: '[MASK]' });

const texts = JSON.parse(readFileSync(textsFile, 'utf8'));
const started = process.hrtime.bigint();
const ids = texts.map((text) => tokenizer.encode(text).ids);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
writeFileSync(idsFile, JSON.stringify(ids));
console.log(JSON.stringify({ version: JSON.parse(readFileSync(`${process.env.SNSOPS_NODE_PEERS}/node_modules/@huggingface/tokenizers/package.json`, 'utf8')).version, seconds }));
