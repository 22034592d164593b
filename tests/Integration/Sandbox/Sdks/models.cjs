// Drives the simulated providers of language models with their own SDKs: whole answers, streams, pictures, embeddings, refusals. Prints what it learnt as JSON.
const OpenAI = require('openai');
const Anthropic = require('@anthropic-ai/sdk');
const { GoogleGenAI } = require('@google/genai');

const { SANDBOX, PICTURE } = process.env;
const ask = '가을 신메뉴 언제 나오나요?';
const messages = [{ role: 'user', content: ask }];

async function openai(path, model) {
    const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${SANDBOX}/llm/${path}/v1`, maxRetries: 0 });
    const whole = await client.chat.completions.create({ model, messages });
    const parts = [];
    let usage = null;
    for await (const chunk of await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } })) {
        parts.push(chunk.choices[0]?.delta?.content ?? '');
        usage = chunk.usage ?? usage;
    }
    const short = await client.chat.completions.create({ model, messages, max_completion_tokens: 2 });
    const vectors = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['가을 신메뉴', '영업시간'], dimensions: 1024 });
    const length = Math.hypot(...vectors.data[0].embedding);
    const look = url => client.chat.completions.create({ model, messages: [{ role: 'user', content: [{ type: 'text', text: '무엇이 보이나요?' }, { type: 'image_url', image_url: { url } }] }] })
        .then(answer => answer.choices[0].message.content, error => [error.status, error.code]);
    const refused = await new OpenAI({ apiKey: '', baseURL: `${SANDBOX}/llm/openai/v1`, maxRetries: 0 }).chat.completions.create({ model, messages }).then(() => null, error => error.status);
    return {
        text: whole.choices[0].message.content, end: whole.choices[0].finish_reason, streamed: parts.join(''), parts: parts.filter(Boolean).length,
        counted: usage.total_tokens === whole.usage.total_tokens, short: short.choices[0].finish_reason,
        seen: await look(`data:image/png;base64,${PICTURE}`), blind: await look('data:image/png;base64,AAAA'),
        vectors: vectors.data.map(v => v.embedding.length), length: Math.round(length * 1000) / 1000, models: (await client.models.list()).data.length, refused,
    };
}

async function anthropic() {
    const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: `${SANDBOX}/llm/anthropic`, maxRetries: 0 });
    const asked = { model: 'claude-sonnet-4-5', max_tokens: 100, system: '짧게 답합니다.', messages };
    const whole = await client.messages.create(asked);
    const stream = client.messages.stream(asked);
    const parts = [];
    stream.on('text', text => parts.push(text));
    const last = await stream.finalMessage();
    const look = data => client.messages.create({ ...asked, messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }, { type: 'text', text: '무엇이 보이나요?' }] }] })
        .then(answer => answer.content[0].text, error => [error.status, error.error.error.type]);
    const limited = await client.messages.create({ ...asked, messages: [{ role: 'user', content: 'limit-me' }] }).then(() => null, error => [error.status, error.headers.get('retry-after')]);
    const overloaded = await client.messages.stream({ ...asked, messages: [{ role: 'user', content: 'overload-me' }] }).finalMessage().then(() => null, error => error.constructor.name);
    return {
        text: whole.content[0].text, end: whole.stop_reason, streamed: parts.join(''), parts: parts.length, counted: last.usage.output_tokens === whole.usage.output_tokens,
        seen: await look(PICTURE), blind: await look('AAAA'),
        short: (await client.messages.create({ ...asked, max_tokens: 2 })).stop_reason, models: (await client.models.list()).data.length, limited, overloaded,
    };
}

async function google() {
    const client = new GoogleGenAI({ apiKey: 'AIza-test', httpOptions: { baseUrl: `${SANDBOX}/llm/google` } });
    const asked = { model: 'gemini-2.5-pro', contents: ask };
    const whole = await client.models.generateContent(asked);
    const parts = [];
    let last = null;
    for await (const chunk of await client.models.generateContentStream(asked)) {
        parts.push(chunk.text);
        last = chunk;
    }
    const short = await client.models.generateContent({ ...asked, config: { maxOutputTokens: 2, systemInstruction: '짧게' } });
    const look = data => client.models.generateContent({ ...asked, contents: [{ inlineData: { mimeType: 'image/png', data } }, '무엇이 보이나요?'] }).then(answer => answer.text, error => [error.status, error.name]);
    const limited = await client.models.generateContent({ ...asked, contents: 'limit-me' }).then(() => null, error => error.status);
    return {
        text: whole.text, end: whole.candidates[0].finishReason, streamed: parts.join(''), parts: parts.length,
        counted: last.usageMetadata.totalTokenCount === whole.usageMetadata.totalTokenCount, short: short.candidates[0].finishReason, limited,
        seen: await look(PICTURE), blind: await look('AAAA'),
    };
}

(async () => console.log(JSON.stringify({ openai: await openai('openai', 'gpt-4o'), self: await openai('self', 'llama-3.1-8b-instruct'), anthropic: await anthropic(), google: await google() })))()
    .catch(error => { console.error(error.stack); process.exitCode = 1; });
