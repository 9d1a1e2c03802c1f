import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes the smallest possible image, with one empty layer, as an OCI layout that skopeo can push.
 * Source: https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export async function writeImage(folder: string): Promise<void> {
  const blobs = join(folder, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const store = async (mediaType: string, content: Buffer) => {
    const hash = createHash('sha256').update(content).digest('hex');
    await writeFile(join(blobs, hash), content);
    return { mediaType, digest: `sha256:${hash}`, size: content.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));

  // Two blocks of zeros end a tar archive: this one contains no files.
  const layer = await store('application/vnd.oci.image.layer.v1.tar', Buffer.alloc(1024));
  const config = await store(
    'application/vnd.oci.image.config.v1+json',
    json({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [layer.digest] } }),
  );
  const manifest = await store(
    'application/vnd.oci.image.manifest.v1+json',
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config,
      layers: [layer],
    }),
  );
  await writeFile(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }));
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 2, manifests: [manifest] }));
}
