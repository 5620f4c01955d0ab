/** A file that a data set's makers offer. */
export interface Archive {
  readonly url: string;
  readonly sizeBytes: number;
  /** As published for the file; the makers of Penn-Fudan publish none, so its archive is known by its size. */
  readonly checksum?: { readonly algorithm: 'md5' | 'sha256'; readonly hex: string };
  /** Where an entry of the archive goes in the set's folder; undefined leaves it out. */
  place(entry: string): string | undefined;
}

/** A data set with the steps from its archives to a folder as training expects it: train.json, val.json, images/; or train/ and test/, in each a folder a class. */
export interface DownloadableSet {
  readonly name: string;
  readonly what: string;
  readonly licence: string;
  readonly archives: readonly Archive[];
  /** How the annotations become COCO JSON where they are not. */
  readonly convert?: { readonly from: 'voc'; readonly year: string; readonly splits: Readonly<Record<string, string>> } | { readonly from: 'penn-fudan' } | { readonly from: 'cifar' } | { readonly from: 'mnist' };
}

const cocoLicence = 'annotations CC BY 4.0; photographs from Flickr, each with a licence of its own, many non-commercial';
const vocLicence = "photographs under Flickr's terms; for research";

const cocoPictures = (entry: string): string | undefined => (entry.endsWith('.jpg') ? `images/${fileName(entry)}` : undefined);
const mnistArchive = (name: string, sizeBytes: number, md5: string): Archive =>
  ({ url: `https://ossci-datasets.s3.amazonaws.com/mnist/${name}.gz`, sizeBytes, checksum: { algorithm: 'md5', hex: md5 }, place: (entry) => `idx/${entry}` });
const asItIs = (entry: string): string => entry;

const cocoAnnotations: Omit<Archive, 'place'> = {
  url: 'http://images.cocodataset.org/annotations/annotations_trainval2017.zip',
  sizeBytes: 252907541,
  checksum: { algorithm: 'md5', hex: 'f4bbac642086de4f52a3fdda2de5fa2c' },
};
const cocoVal: Archive = {
  url: 'http://images.cocodataset.org/zips/val2017.zip',
  sizeBytes: 815585330,
  checksum: { algorithm: 'md5', hex: '442b8da7639aecaf257c1dceb8ba8c80' },
  place: cocoPictures,
};
const cocoTrain: Archive = {
  url: 'http://images.cocodataset.org/zips/train2017.zip',
  sizeBytes: 19336861798,
  checksum: { algorithm: 'md5', hex: 'cced6f7f71b7629ddf16f17bbcfab6b2' },
  place: cocoPictures,
};
/** Annotation files that become train.json and val.json; the others keep their names. */
const cocoFiles = (names: Readonly<Record<string, string>>) => (entry: string): string | undefined =>
  (entry.endsWith('.json') ? (names[fileName(entry)] ?? entry) : undefined);

export const downloadableSets: readonly DownloadableSet[] = [
  {
    name: 'coco',
    what: 'COCO 2017, 118,287 photographs to train and 5,000 to validate, boxes and masks of 80 categories',
    licence: cocoLicence,
    archives: [
      { ...cocoAnnotations, place: cocoFiles({ 'instances_train2017.json': 'train.json', 'instances_val2017.json': 'val.json' }) },
      cocoVal,
      cocoTrain,
    ],
  },
  {
    name: 'coco-val',
    what: 'COCO 2017, only the 5,000 photographs to validate',
    licence: cocoLicence,
    archives: [{ ...cocoAnnotations, place: cocoFiles({ 'instances_val2017.json': 'val.json' }) }, cocoVal],
  },
  {
    name: 'voc2007',
    what: 'PASCAL VOC 2007, 5,011 photographs to train and 4,952 to test, boxes of 20 categories',
    licence: vocLicence,
    archives: [
      {
        url: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2007/VOCtrainval_06-Nov-2007.tar',
        sizeBytes: 460032000,
        checksum: { algorithm: 'md5', hex: 'c52e279531787c972589f7e41ab4ae64' },
        place: asItIs,
      },
      {
        url: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2007/VOCtest_06-Nov-2007.tar',
        sizeBytes: 451020800,
        checksum: { algorithm: 'md5', hex: 'b6e924de25625d8de591ea690078ad9f' },
        place: asItIs,
      },
    ],
    convert: { from: 'voc', year: 'VOC2007', splits: { 'train.json': 'trainval', 'val.json': 'test' } },
  },
  {
    name: 'voc2012',
    what: 'PASCAL VOC 2012, 5,717 photographs to train and 5,823 to validate, boxes of 20 categories',
    licence: vocLicence,
    archives: [{
      url: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/VOCtrainval_11-May-2012.tar',
      sizeBytes: 1999639040,
      checksum: { algorithm: 'md5', hex: '6cd6e144f989b92b3379bac3b3de84fd' },
      place: asItIs,
    }],
    convert: { from: 'voc', year: 'VOC2012', splits: { 'train.json': 'train', 'val.json': 'val' } },
  },
  {
    name: 'penn-fudan',
    what: 'Penn-Fudan, 170 street photographs, boxes of persons',
    licence: 'none stated; for research',
    archives: [{ url: 'https://www.cis.upenn.edu/~jshi/ped_html/PennFudanPed.zip', sizeBytes: 53723336, place: asItIs }],
    convert: { from: 'penn-fudan' },
  },
  {
    name: 'cifar-10',
    what: 'CIFAR-10, 50,000 pictures of 32 x 32 pixels to train and 10,000 to test, in 10 classes',
    licence: 'none stated; for research',
    archives: [{
      url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
      sizeBytes: 170052171,
      checksum: { algorithm: 'md5', hex: 'c32a1d4ab5d03f1284b67883e8d13530' },
      place: asItIs,
    }],
    convert: { from: 'cifar' },
  },
  {
    name: 'mnist',
    what: 'MNIST, 60,000 handwritten digits of 28 x 28 pixels to train and 10,000 to test',
    licence: 'none stated; for research',
    // PyTorch's copy: the makers' own server has closed. Its sizes and checksums are the makers'.
    archives: [
      mnistArchive('train-images-idx3-ubyte', 9912422, 'f68b3c2dcbeaaa9fbdd348bbdeb94873'),
      mnistArchive('train-labels-idx1-ubyte', 28881, 'd53e105ee54ea40749a09fcbcd1e9432'),
      mnistArchive('t10k-images-idx3-ubyte', 1648877, '9fb629c4189551a2d022fa330f9573f3'),
      mnistArchive('t10k-labels-idx1-ubyte', 4542, 'ec29112dd5afa0611ce80d1b7f02629c'),
    ],
    convert: { from: 'mnist' },
  },
];

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Bytes to download for a set. */
export const downloadBytes = ({ archives }: DownloadableSet): number => archives.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
