/** The dependency rules of the design: shared is pure, dependencies point inwards, one owner per library. */
const owner = (name, dependency, owners) => ({
  name,
  severity: 'error',
  from: { path: '^(shared|main|renderer)/', pathNot: owners },
  to: { path: dependency },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-is-pure',
      severity: 'error',
      comment:
        'shared/ takes typed arrays in and gives typed arrays out; valibot describes its contract, jsonc-parser finds lines in presets',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', '^node_modules/(valibot|fft\\.js|jsonc-parser)/'] },
    },
    {
      name: 'renderer-not-main',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|build|test)/' },
    },
    {
      name: 'main-not-renderer',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^(renderer|build|test)/' },
    },
    {
      name: 'resample-below-the-rest',
      severity: 'error',
      from: { path: '^shared/(base|math|resample)/' },
      to: { path: '^shared/', pathNot: '^shared/(base|math|resample)/' },
    },
    {
      name: 'pipelines-below-detection',
      severity: 'error',
      from: { path: '^shared/pipelines/' },
      to: { path: '^shared/', pathNot: '^shared/(base|math|resample|loaders|pipelines)/' },
    },
    {
      name: 'siblings-apart',
      severity: 'error',
      comment: 'but for cleaning what the detector finds, which asks it before and after',
      from: {
        path: '^shared/(departure|detect|craft|sanitize)/',
        pathNot: '^shared/sanitize/clean-found\\.ts$',
      },
      to: {
        path: '^shared/(departure|detect|craft|sanitize|verdict|analyze|report)/',
        pathNot: '^shared/$1/',
      },
    },
    {
      name: 'detection-below-evidence',
      severity: 'error',
      comment:
        'spectra, sweeps and pictures show what tables and detection say; these do not know them',
      from: {
        path: '^shared/(base|math|resample|pipelines|cells|departure|detect|craft|sanitize|matrix)/',
      },
      to: { path: '^shared/(spectrum|pictures|analyze/sweep)' },
    },
    {
      name: 'kernels-behind-a-wall',
      severity: 'error',
      comment:
        'addresses of WebAssembly memory, and the functions that take them, are known in kernels/ alone',
      from: { pathNot: '^shared/detect/kernels/' },
      to: { path: '^shared/detect/kernels/', pathNot: '^shared/detect/kernels/wasm\\.ts$' },
    },
    {
      name: 'decoders-in-engines',
      severity: 'error',
      comment:
        'an image that takes over its engine chooses what that hands out: no host decodes any of it',
      from: { path: '^main/', pathNot: '^main/engine/' },
      to: {
        path: '^main/engine/(decode|items|tasks)/',
        pathNot:
          '^main/engine/(decode/(formats/sniff|png-text)|tasks/files/check-task|tasks/task-table)\\.ts$',
      },
    },
    owner('fft-has-one-owner', '^node_modules/fft\\.js/', ['^shared/math/fourier\\.ts$']),
    owner('sharp-has-one-owner', '^node_modules/sharp/', [
      '^main/engine/(decode/formats/libvips|write/encode|write/text-picture)\\.ts$',
    ]),
    owner('libheif-has-one-owner', '^node_modules/libheif-js/', [
      '^main/engine/decode/heif/hevc\\.ts$',
    ]),
    owner('jxl-oxide-has-one-owner', '^node_modules/jxl-oxide-wasm/', [
      '^main/engine/decode/jxl\\.ts$',
    ]),
    owner('sqlite-has-one-owner', '^node:sqlite$', ['^main/cases/store/database\\.ts$']),
    owner('pg-has-few-owners', '^node_modules/(@types/)?pg/', [
      '^main/postgres/(connect|one-connection)\\.ts$',
    ]),
    owner('pg-boss-has-one-owner', '^node_modules/pg-boss/', ['^main/fleet/queue\\.ts$']),
    owner('s3-has-one-owner', '^node_modules/@aws-sdk/', ['^main/fleet/sources/s3-source\\.ts$']),
    owner('telemetry-has-few-owners', '^node_modules/@opentelemetry/', [
      '^main/fleet/trace(-export)?\\.ts$',
    ]),
    owner('jsonc-parser-has-one-owner', '^node_modules/jsonc-parser/', [
      '^shared/base/checked-json\\.ts$',
    ]),
    owner('pdf-lib-has-one-owner', '^node_modules/@cantoo/pdf-lib/', [
      '^main/report/archive-pdf\\.ts$',
    ]),
    owner('asn1-has-one-owner', '^node_modules/@peculiar/', ['^main/stamp/']),
    owner('yauzl-has-one-owner', '^node_modules/(@types/)?yauzl/', [
      '^main/engine/containers/zip-(container|reader)\\.ts$',
    ]),
    owner('postal-mime-has-one-owner', '^node_modules/postal-mime/', [
      '^main/engine/containers/mail-container\\.ts$',
    ]),
    owner('nsfwjs-has-one-owner', '^node_modules/(nsfwjs|@tensorflow)/', [
      '^main/engine/labels/nsfwjs\\.ts$',
    ]),
    owner('onnx-has-one-owner', '^node_modules/onnxruntime-web/', [
      '^main/engine/labels/onnx\\.ts$',
    ]),
    owner('tesseract-has-one-owner', '^node_modules/(tesseract\\.js-core|@tesseract\\.js-data)/', [
      '^main/engine/text/tesseract\\.ts$',
    ]),
    owner('chokidar-has-one-owner', '^node_modules/chokidar/', ['^main/cases/watch-files\\.ts$']),
    owner('csv-stringify-has-one-owner', '^node_modules/csv-stringify/', [
      '^main/scan/csv-sink\\.ts$',
    ]),
    owner('mcp-has-one-owner', '^node_modules/@modelcontextprotocol/', [
      '^main/mcp/serve-mcp\\.ts$',
    ]),
    owner('chart-has-one-owner', '^node_modules/chart\\.js/', ['^renderer/widgets/chart\\.ts$']),
    owner('electron-has-few-owners', '^node_modules/electron/', [
      '^main/(electron/(electron|app-menu|preload|last-resort)|report/print-electron)\\.ts$',
      '^main/engine/pool/(fork-electron|memory-watch)\\.ts$',
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
