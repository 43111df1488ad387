// A FeatureServer on a free port, for the GeoJSON files of one folder.
// node serve.js NODE_MODULES, started in the folder above `data`; prints its port as JSON.
const { join } = require('path');
const [modules] = process.argv.slice(2);
const Koop = require(join(modules, '@koopjs/koop-core'));
const files = require(join(modules, '@koopjs/provider-file-geojson'));

const koop = new Koop({ logLevel: 'error' });
koop.register(files, { dataDir: './data' });
const server = koop.server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: server.address().port }));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0)); // nobody is left who started it
