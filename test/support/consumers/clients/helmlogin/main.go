// Command helmlogin tells how `helm registry login` fares at hosts that take every user: empty where it succeeds.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/registry"
)

type accepting struct{}

func (accepting) RoundTrip(request *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{},
		Body:       io.NopCloser(strings.NewReader("{}")),
		Request:    request,
	}, nil
}

func main() {
	var asked struct {
		Questions []struct {
			Host     string `json:"host"`
			Username string `json:"username"`
			Password string `json:"password"`
		} `json:"questions"`
	}
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	folder, err := os.MkdirTemp("", "login-")
	must(err)
	defer os.RemoveAll(folder)
	answers := []string{}
	for _, q := range asked.Questions {
		client, err := registry.NewClient(
			registry.ClientOptCredentialsFile(filepath.Join(folder, "config.json")),
			registry.ClientOptHTTPClient(&http.Client{Transport: accepting{}}),
			registry.ClientOptWriter(io.Discard),
		)
		must(err)
		answer := ""
		if err := client.Login(q.Host, registry.LoginOptBasicAuth(q.Username, q.Password)); err != nil {
			answer = err.Error()
		}
		answers = append(answers, answer)
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
