// Command helm finds credentials as `helm pull` does: by what it sends to a registry that asks for basic authentication.
package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/registry"
	"pullpass.io/consumers/clients/probe"
)

// refusing answers every request with 401, and keeps what was sent along.
type refusing struct{ sent probe.Credential }

func (r *refusing) RoundTrip(request *http.Request) (*http.Response, error) {
	if username, password, ok := request.BasicAuth(); ok {
		r.sent = probe.Credential{Username: username, Password: password}
	}
	return &http.Response{
		StatusCode: http.StatusUnauthorized,
		Header:     http.Header{"Www-Authenticate": {`Basic realm="registry"`}},
		Body:       io.NopCloser(strings.NewReader("")),
		Request:    request,
	}, nil
}

func main() {
	probe.Answer(func(folder, image string) (probe.Credential, error) {
		transport := &refusing{}
		client, err := registry.NewClient(
			registry.ClientOptCredentialsFile(filepath.Join(folder, "config.json")),
			registry.ClientOptHTTPClient(&http.Client{Transport: transport}),
		)
		if err != nil {
			return probe.Credential{}, err
		}
		// Refused whatever it sends.
		_, _ = client.Tags(image)
		return transport.sent, nil
	})
}
