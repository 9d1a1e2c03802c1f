// Command argocd answers which credential Argo CD's own code gives to a repository, of the secrets in its namespace.
// It reads one JSON document from stdin, and writes one to stdout.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	_ "unsafe" // for go:linkname

	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	_ "github.com/argoproj/argo-cd/v3/reposerver/repository" // has getHelmRepos
	"github.com/argoproj/argo-cd/v3/util/db"
	"github.com/argoproj/argo-cd/v3/util/helm"
	"github.com/argoproj/argo-cd/v3/util/settings"
	"github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
)

// times that each question is asked: lists of secrets come in the order of a Go map.
const times = 8

type question struct {
	// RepoURL of an Application's source.
	RepoURL string `json:"repoURL"`
	Project string `json:"project"`
	// Dependency is the repository of a dependency in a Chart.yaml, and takes the place of RepoURL.
	Dependency string `json:"dependency"`
	// FromOCI: the chart with the dependency is an OCI artifact itself. Else it is in Git.
	FromOCI bool `json:"fromOCI"`
}

type credential struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Type     string `json:"type,omitempty"`
}

//go:linkname getHelmRepos github.com/argoproj/argo-cd/v3/reposerver/repository.getHelmRepos
func getHelmRepos(appPath string, repositories []*v1alpha1.Repository, helmRepoCreds []*v1alpha1.RepoCreds) ([]helm.HelmRepository, error)

func main() {
	logrus.SetOutput(io.Discard)
	var asked struct {
		Secrets   []corev1.Secret `json:"secrets"`
		Questions []question      `json:"questions"`
	}
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	argo := argoWith(ctx, asked.Secrets)
	answers := make([][]credential, len(asked.Questions))
	for i, q := range asked.Questions {
		answers[i] = []credential{}
		for range times {
			if given := ask(ctx, argo, q); !slices.Contains(answers[i], given) {
				answers[i] = append(answers[i], given)
			}
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}

func argoWith(ctx context.Context, secrets []corev1.Secret) db.ArgoDB {
	namespace := "argocd"
	partOf := map[string]string{"app.kubernetes.io/part-of": "argocd"}
	meta := func(name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: partOf}
	}
	objects := []runtime.Object{
		&corev1.ConfigMap{ObjectMeta: meta(common.ArgoCDConfigMapName)},
		&corev1.Secret{ObjectMeta: meta(common.ArgoCDSecretName), Data: map[string][]byte{"server.secretkey": []byte("x")}},
	}
	for _, secret := range secrets {
		secret.Namespace = namespace
		objects = append(objects, &secret)
	}
	client := fake.NewClientset(objects...)
	return db.NewDB(namespace, settings.NewSettingsManager(ctx, client, namespace), client)
}

func ask(ctx context.Context, argo db.ArgoDB, q question) credential {
	if q.Dependency != "" {
		return ofDependency(ctx, argo, q)
	}
	repository, err := argo.GetRepository(ctx, q.RepoURL, q.Project)
	must(err)
	return credential{repository.Username, repository.Password, repository.Type}
}

// As controller/state.go gathers them, for a project that permits every source.
func ofDependency(ctx context.Context, argo db.ArgoDB, q question) credential {
	repositories, err := argo.ListHelmRepositories(ctx)
	must(err)
	templates, err := argo.GetAllHelmRepositoryCredentials(ctx)
	must(err)
	if q.FromOCI {
		others, err := argo.ListOCIRepositories(ctx)
		must(err)
		otherTemplates, err := argo.GetAllOCIRepositoryCredentials(ctx)
		must(err)
		repositories, templates = append(repositories, others...), append(templates, otherTemplates...)
	}
	folder, err := os.MkdirTemp("", "chart-")
	must(err)
	defer os.RemoveAll(folder)
	chart, err := json.Marshal(map[string]any{"dependencies": []map[string]string{{"name": "a", "repository": q.Dependency}}})
	must(err)
	must(os.WriteFile(filepath.Join(folder, "Chart.yaml"), chart, 0o600))
	repos, err := getHelmRepos(folder, repositories, templates)
	must(err)
	if len(repos) == 0 || repos[0].Creds == nil {
		return credential{}
	}
	password, err := repos[0].Creds.GetPassword()
	must(err)
	kind := "helm"
	if repos[0].EnableOci {
		kind = "oci"
	}
	return credential{repos[0].Creds.GetUsername(), password, kind}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
