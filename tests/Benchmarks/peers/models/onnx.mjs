// Runs an ONNX file with onnxruntime-node, one thread, over inputs that were made beforehand. Arguments: model, inputs.
// Each line read from stdin runs all batches once and is answered by { seconds, sum }.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(`${process.env.SNSOPS_NODE_PEERS}/package.json`);
const ort = require('onnxruntime-node');
const [model, inputs] = process.argv.slice(2);

// A line of JSON, then the batches' tensors one after the other.
const arrays = { int64: BigInt64Array, int32: Int32Array, float32: Float32Array };
const file = readFileSync(inputs);
const end = file.indexOf(10);
const head = JSON.parse(file.subarray(0, end).toString());
const data = new Uint8Array(file.subarray(end + 1)).buffer;
let at = 0;
const batches = head.shapes.map((shapes) => Object.fromEntries(head.inputs.map((name, i) => {
    const numbers = new arrays[head.types[i]](data, at, shapes[i].reduce((a, b) => a * b));
    at += numbers.byteLength;
    return [name, new ort.Tensor(head.types[i], numbers, shapes[i])];
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
