// Command docker finds credentials as `docker pull` does.
package main

import (
	"github.com/docker/cli/cli/command"
	"github.com/docker/cli/cli/config"
	"github.com/moby/moby/api/pkg/authconfig"
	"pullpass.io/consumers/clients/probe"
)

func main() {
	probe.Answer(func(folder, image string) (probe.Credential, error) {
		file, err := config.Load(folder)
		if err != nil {
			return probe.Credential{}, err
		}
		encoded, err := command.RetrieveAuthTokenFromImage(file, image)
		if err != nil {
			return probe.Credential{}, err
		}
		found, err := authconfig.Decode(encoded)
		if err != nil {
			return probe.Credential{}, err
		}
		return probe.Credential{Username: found.Username, Password: found.Password}, nil
	})
}
