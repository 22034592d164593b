// Runs an ONNX file with onnxruntime-node, one thread, over inputs that were made beforehand. Arguments: model, inputs.
// Each line read from stdin runs all batches once and is answered by { seconds, sum }.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(`${process.env.SNSOPS_NODE_PEERS}/package.json`);
const ort = require('onnxruntime-node');
const [model, inputs] = process.argv.slice(2);

// A line of JSON, then the batches' tensors of 64-bit integers one after the other.
const file = readFileSync(inputs);
const end = file.indexOf(10);
const head = JSON.parse(file.subarray(0, end).toString());
const data = new Uint8Array(file.subarray(end + 1)).buffer;
let at = 0;
const batches = head.shapes.map(([rows, width]) => Object.fromEntries(head.inputs.map((name) => {
    const numbers = new BigInt64Array(data, at, rows * width);
    at += rows * width * 8;
    return [name, new ort.Tensor('int64', numbers, [rows, width])];
})));

const session = await ort.InferenceSession.create(model, {
    executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, enableMemPattern: head.memoryPattern, logSeverityLevel: 4,
});
console.log(JSON.stringify({ version: ort.env.versions.node ?? ort.env.versions.common }));
for await (const _ of createInterface({ input: process.stdin })) {
    const started = process.hrtime.bigint();
    let sum = 0;
    for (const feeds of batches) {
        const outputs = await session.run(feeds, [head.output]);
        for (const number of outputs[head.output].data) sum += number * number;
    }
    console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - started) / 1e9, sum }));
}
