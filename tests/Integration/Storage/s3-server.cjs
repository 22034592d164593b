// An S3 server by other hands (s3rver): prints its port, serves until it is killed.
const S3rver = require('s3rver');

const server = new S3rver({
    address: '127.0.0.1', port: 0, silent: true, directory: process.env.S3_FOLDER,
    configureBuckets: [{ name: process.env.S3_BUCKET }],
});
server.run().then(({ port }) => console.log(port));
