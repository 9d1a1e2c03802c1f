// Command crane finds credentials as crane, Kaniko, ko and cosign do, by go-containerregistry.
package main

import (
	"os"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"pullpass.io/consumers/clients/probe"
)

func main() {
	probe.Answer(func(folder, image string) (probe.Credential, error) {
		if err := os.Setenv("DOCKER_CONFIG", folder); err != nil {
			return probe.Credential{}, err
		}
		reference, err := name.ParseReference(image)
		if err != nil {
			return probe.Credential{}, err
		}
		authenticator, err := authn.DefaultKeychain.Resolve(reference.Context())
		if err != nil {
			return probe.Credential{}, err
		}
		found, err := authenticator.Authorization()
		if err != nil {
			return probe.Credential{}, err
		}
		return probe.Credential{Username: found.Username, Password: found.Password}, nil
	})
}
