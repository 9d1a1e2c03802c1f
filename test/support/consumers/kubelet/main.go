// Command kubelet answers which credentials the kubelet tries for an image, of the pull secrets of a pod. It reads one
// JSON document from stdin, and writes one to stdout.
package main

import (
	"encoding/json"
	"log"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/credentialprovider"
	"k8s.io/kubernetes/pkg/credentialprovider/secrets"
	"k8s.io/kubernetes/pkg/util/parsers"
)

type credential struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

func main() {
	var asked struct {
		Secrets   []corev1.Secret `json:"secrets"`
		Questions []struct {
			Image string `json:"image"`
		} `json:"questions"`
	}
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	keyring, err := secrets.MakeDockerKeyring(asked.Secrets, &credentialprovider.BasicDockerKeyring{})
	must(err)
	answers := make([][]credential, len(asked.Questions))
	for i, q := range asked.Questions {
		answers[i] = []credential{}
		repository, _, _, err := parsers.ParseImageName(q.Image)
		if err != nil {
			continue
		}
		found, _ := keyring.Lookup(repository)
		for _, each := range found {
			answers[i] = append(answers[i], credential{each.Username, each.Password})
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
