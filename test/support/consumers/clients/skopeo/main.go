// Command skopeo finds credentials as Skopeo, Podman, Buildah and CRI-O do, by containers/image.
package main

import (
	"path/filepath"

	"go.podman.io/image/v5/docker/reference"
	"go.podman.io/image/v5/pkg/docker/config"
	"go.podman.io/image/v5/types"
	"pullpass.io/consumers/clients/probe"
)

func main() {
	probe.Answer(func(folder, image string) (probe.Credential, error) {
		named, err := reference.ParseNormalizedNamed(image)
		if err != nil {
			return probe.Credential{}, err
		}
		system := &types.SystemContext{AuthFilePath: filepath.Join(folder, "config.json")}
		found, err := config.GetCredentialsForRef(system, named)
		if err != nil {
			return probe.Credential{}, err
		}
		return probe.Credential{Username: found.Username, Password: found.Password}, nil
	})
}
